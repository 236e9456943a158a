/** What the server says in English and French only, in Portuguese. */
import type { ProblemTexts, SummaryTexts } from '../serverTexts';

export const problems: ProblemTexts = {
  unauthorized: ['Você não entrou', 'Entre de novo.'],
  forbidden: [
    'Não permitido',
    'Só os supervisores podem ver o que uma mensagem dizia antes de ser corrigida ou apagada.',
  ],
  agents_only: [
    'Sua conta só pode ler',
    'Seu papel é viewer: você vê tudo aqui e não muda nada. A pessoa que administra o Relais pode dar a você o papel agent.',
  ],
  owners_only: [
    'Só para proprietários',
    'É preciso o papel owner, que sua conta não tem. Fale com um proprietário, ou com a pessoa que administra o Relais.',
  ],
  unknown_version: ['Versão desconhecida', 'Essa versão das configurações não existe, ou não é mais guardada.'],
  unknown_event: [
    'Evento desconhecido',
    'Esse evento não está na lista de falhas. Talvez já tenha sido enviado de novo, ou tem mais de 30 dias.',
  ],
  unknown_push_service: [
    'Serviço de notificações desconhecido',
    'As notificações deste navegador passam por um serviço que o Relais não chama. Mantenha a caixa de entrada aberta para ser avisado, ou use Chrome, Edge, Firefox ou Safari.',
  ],
  bad_days: ['Quais dias?', 'O primeiro dia não pode ser depois do último, e são mostrados no máximo 400 dias.'],
  settings_changed: [
    'Alguém salvou nesse meio-tempo',
    'As configurações mudaram desde que foram carregadas. Carregue-as de novo, e salve suas mudanças sobre elas.',
  ],
  note_changed: ['A nota mudou entretanto', 'Foi alterada em outra janela desde que foi carregada.'],
  unknown_note: ['Nota desconhecida', 'Talvez tenha sido excluída.'],
  not_your_note: ['A nota de outra pessoa', 'Só quem escreveu uma nota pode alterá-la ou excluí-la.'],
  assigned_meanwhile: ['Um colega está com ela', 'A conversa está atribuída a outra pessoa.'],
  too_many_labels: ['Etiquetas demais', 'Uma conversa tem no máximo 20 etiquetas. Remova uma antes.'],
  bad_until: ['Até quando?', 'O horário deve estar no futuro, e não longe demais.'],
  invalid_settings: ['Configurações que não podem ser salvas'],
  payload_too_large: ['Grande demais', 'Envie menos de uma vez.'],
  media_gone: [
    'O WhatsApp não tem mais este arquivo',
    'O WhatsApp entrega um arquivo do cliente por sete dias, e alguns nunca chegam a ele. Peça ao cliente que o envie de novo.',
  ],
  group_conversation: [
    'Um grupo',
    'Aqui os grupos podem ser lidos, mas não se escreve neles. Escreva a uma das pessoas.',
  ],
  cannot_merge: [
    'Estas conversas não podem ser juntadas',
    'Só podem ser juntadas duas conversas com pessoas no mesmo número da empresa.',
  ],
  invalid_number: ['Não é um número de telefone'],
  invalid_field: ['Um campo falta ou está errado'],
  empty_text: ['Nada para enviar', 'O texto está vazio. Escreva algo.'],
  text_too_long: [
    'Texto longo demais',
    'Uma mensagem do WhatsApp tem no máximo 4.096 caracteres. Encurte-a, ou envie em partes.',
  ],
  unknown_conversation: [
    'Conversa desconhecida',
    'Ninguém com este número ou identificador escreveu, e ninguém escreveu a ele. Confira, ou procure na lista.',
  ],
  unknown_message: ['Mensagem desconhecida', 'Essa mensagem não está nesta conversa.'],
  not_sent_yet: ['Essa mensagem ainda não saiu', 'Espere até que seja enviada para responder a ela.'],
  not_failed: [
    'Essa mensagem não falhou',
    'Só pode ser enviada de novo uma mensagem que falhou, ou da qual não se sabe se chegou; esta foi enviada ou está a caminho.',
  ],
  already_sent: ['Tarde demais para cancelar', 'Só pode ser cancelada uma mensagem que espera o envio.'],
  being_sent: [
    'Está sendo enviada',
    'O WhatsApp está recebendo esta mensagem. Tente de novo em meio minuto se ela ainda esperar.',
  ],
  no_recipient: [
    'Sem endereço',
    'Não se conhece nem o número nem o identificador do WhatsApp deste cliente. Espere até que escreva.',
  ],
  send_in_progress: [
    'Uma mensagem está sendo enviada',
    'Uma mensagem a esta pessoa está sendo enviada, e nada foi apagado. Tente de novo em alguns segundos.',
  ],
  window_closed: [
    'A janela de 24 horas está fechada',
    'O WhatsApp permite texto livre só nas 24 horas depois da última mensagem do cliente. Envie um modelo, ou espere até que o cliente escreva.',
  ],
  template_incomplete: ['O modelo não corresponde'],
  template_not_sendable: ['Este modelo não pode ser enviado'],
  opted_out: [
    'O cliente se descadastrou',
    'Este cliente pediu para não receber mais mensagens deste tipo. Espere até que escreva. Se precisar enviar mesmo assim, diga o motivo.',
  ],
  not_configured: ['Falta uma configuração'],
  stale_cursor: ['Mudou coisa demais', 'Carregue a página de novo.'],
  media_not_found: [
    'Arquivo desconhecido',
    'Este arquivo não existe. Talvez tenha sido apagado, ou sua mensagem expirou.',
  ],
  media_not_stored: [
    'O arquivo não está aqui',
    'O arquivo ainda não chegou, ou não pôde ser buscado. Espere, ou busque-o de novo a partir da mensagem.',
  ],
  media_not_uploaded: [
    'O arquivo não foi carregado',
    'O arquivo não chegou, ou foi apagado depois de um dia. Carregue-o de novo.',
  ],
  media_sent: ['O arquivo pertence a uma mensagem', 'Este arquivo já foi enviado ou recebido. Carregue-o de novo.'],
  media_empty: ['O arquivo está vazio', 'O arquivo não contém nada. Escolha outro.'],
  media_too_large: ['O arquivo é grande demais'],
  media_type_not_allowed: [
    'O WhatsApp não aceita esses arquivos',
    'O WhatsApp aceita imagens (JPEG, PNG), figurinhas (WebP), vídeos (MP4, 3GP), sons (AAC, AMR, MP3, M4A, OGG com Opus) e documentos (PDF, Word, Excel, PowerPoint, texto). Converta o arquivo.',
  ],
  media_type_differs: [
    'Outro tipo que o anunciado',
    'O conteúdo não é de um arquivo desse tipo, ou o arquivo está danificado. Abra-o, salve-o de novo nesse tipo, e carregue-o outra vez.',
  ],
  media_size_differs: ['Outro tamanho que o anunciado', 'Nada foi guardado. Carregue o arquivo de novo.'],
  media_cut_off: ['O carregamento foi interrompido', 'Nada foi guardado. Carregue o arquivo de novo.'],
  link_expired: [
    'O endereço não vale mais',
    'Os endereços dos arquivos valem por pouco tempo. Abra o arquivo de novo.',
  ],
  unknown_draft: ['Rascunho desconhecido', 'Nada assim foi perguntado, ou foi há mais de um dia. Pergunte de novo.'],
  facts_empty: ['O arquivo está vazio', 'O arquivo não contém nada. Escolha outro, ou salve-o de novo.'],
  facts_type_unknown: [
    'Esses arquivos não são lidos',
    'São lidos PDF, Word (DOCX), CSV e texto (TXT, MD). Salve o arquivo em um destes formatos; uma planilha, em CSV.',
  ],
  facts_too_large: [
    'O arquivo é grande demais',
    'Um arquivo tem no máximo 4 MB, e precisa poder ser lido em 12 segundos. Salve só o texto, ou divida-o em vários arquivos.',
  ],
  facts_unreadable: [
    'O arquivo não pode ser lido',
    'O arquivo está danificado, ou não é o que diz o nome. Abra-o, e salve-o de novo.',
  ],
  facts_encrypted: ['O arquivo tem senha', 'Um arquivo com senha não pode ser lido. Salve-o sem ela.'],
  facts_without_text: [
    'O arquivo não tem texto',
    'Não há palavras no arquivo: é uma digitalização ou uma imagem. Faça antes o reconhecimento do texto, ou digite-o.',
  ],
  graph_error: ['O WhatsApp recusou'],
  unavailable: [
    'Não é possível no momento',
    'O banco de dados ou a fila não respondeu. Tente de novo em alguns segundos.',
  ],
  internal: ['Erro do nosso lado'],
};

export const summaries: SummaryTexts = {
  '📷 Photo': '📷 Foto',
  '🎬 Video': '🎬 Vídeo',
  '🎵 Audio file': '🎵 Arquivo de áudio',
  '🎤 Voice message': '🎤 Mensagem de voz',
  '📄 Document': '📄 Documento',
  '💟 Sticker': '💟 Figurinha',
  '📍 Location': '📍 Localização',
  '👤 Contact': '👤 Contato',
  Reacted: 'Reagiu com',
  Reaction: 'Reação',
  'Took a reaction back': 'Retirou uma reação',
  '🔘 Choices': '🔘 Opções',
  '📍 Asks for the location': '📍 Pede a localização',
  '☑️ Choice': '☑️ Escolha',
  '📝 Form filled in': '📝 Formulário preenchido',
  '🏠 Address': '🏠 Endereço',
  '📞 Allows calls': '📞 Permite chamadas',
  '📞 Refuses calls': '📞 Recusa chamadas',
  '📞 Missed call': '📞 Chamada perdida',
  '📞 Call': '📞 Chamada',
  '🛒 Order': '🛒 Pedido',
  "ℹ️ The customer's number changed": 'ℹ️ O número do cliente mudou',
  "ℹ️ The customer's WhatsApp id changed": 'ℹ️ O identificador do WhatsApp do cliente mudou',
  "ℹ️ The customer's security code changed": 'ℹ️ O código de segurança do cliente mudou',
  'ℹ️ Notice from WhatsApp': 'ℹ️ Aviso do WhatsApp',
  '⚠️ A message that WhatsApp does not pass on: see it on the phone':
    '⚠️ Uma mensagem que o WhatsApp não repassa: veja no telefone',
  '✏️ Corrected': '✏️ Corrigida',
  '🚫 Message deleted': '🚫 Mensagem apagada',
  '👋 Opened the chat': '👋 Abriu a conversa',
  'Message of an unknown type': 'Mensagem de um tipo desconhecido',
};
